// The ask page with a script: the answer appears as it is made. Without this file the form is an ordinary GET form.
// All HTML comes from the server, rendered and cleaned there; nothing here builds HTML out of text.

const form = document.getElementById("ask");
const field = document.getElementById("q");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const result = document.getElementById("result");
const answer = document.getElementById("answer");
const sources = document.getElementById("sources");
const announcement = document.getElementById("announcement");
const filtersSet = document.getElementById("filters-set");
const thread = document.getElementById("thread");
const asked = document.getElementById("asked");

let stream = null;
let box = null; // where the last question was asked, to be shown again should its answer not come

function address(filledIn = form) {
  const filled = [...new FormData(filledIn)].filter(([, value]) => value.trim() !== "");
  return new URLSearchParams(filled).toString();
}

function offerBoxAgain() {
  if (box) answer.append(box);
}

// The next question in the field above begins another conversation.
function beginAnew() {
  box = null;
  const random = crypto.getRandomValues(new Uint8Array(16));
  form.elements.conversation.value = [...random].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  thread.replaceChildren();
  thread.hidden = true;
  asked.hidden = true;
}

// What was asked and answered last joins what was said before.
function moveIntoThread() {
  const words = answer.querySelector(".prose");
  if (!words) return;
  const turn = document.createElement("article");
  turn.className = "turn";
  const heading = document.createElement("h2");
  heading.textContent = asked.textContent;
  turn.append(heading, words);
  thread.append(turn);
}

function goOn(query, words) {
  box = document.querySelector("form[data-follow-up]");
  box?.remove();
  moveIntoThread();
  thread.hidden = thread.childElementCount === 0;
  field.value = "";
  history.pushState(null, "", `/?${query}`);
  ask(query, words);
  asked.hidden = false;
  asked.scrollIntoView({ block: "nearest" });
}

function waiting(words) {
  const line = document.createElement("p");
  line.className = "waiting";
  line.textContent = words;
  return line;
}

function finish() {
  stream?.close();
  stream = null;
  answer.removeAttribute("aria-busy");
  send.hidden = false;
  stop.hidden = true;
}

function trail() {
  const list = document.createElement("ol");
  list.className = "research live";
  list.hidden = true;
  return list;
}

function ask(query, words) {
  finish();
  asked.textContent = words;
  document.title = `${words} · Lore`;
  document.body.classList.add("asked");
  document.getElementById("start")?.remove();
  filtersSet.textContent = filtered() ? " are on" : "";
  result.hidden = false;
  answer.setAttribute("aria-busy", "true");
  answer.replaceChildren(waiting("Searching"));
  sources.replaceChildren();
  send.hidden = true;
  stop.hidden = false;
  announcement.textContent = "Searching";
  listen(new EventSource(`/ask/stream?${query}`));
}

function filtered() {
  return [...new FormData(form)].some(([name, value]) => !["q", "conversation", "turn"].includes(name) && value.trim() !== "");
}

function listen(opened) {
  stream = opened;
  const steps = trail();
  const on = (name, act) => opened.addEventListener(name, (event) => opened === stream && act(JSON.parse(event.data)));
  on("sources", ({ html, status }) => {
    sources.innerHTML = html;
    answer.replaceChildren(steps, waiting(status));
    announcement.textContent = status;
  });
  on("step", ({ html, status }) => {
    steps.insertAdjacentHTML("beforeend", html);
    steps.hidden = false;
    announcement.textContent = status;
  });
  on("draft", ({ html }) => {
    const prose = document.createElement("div");
    prose.className = "prose";
    prose.innerHTML = html;
    answer.replaceChildren(steps, prose);
  });
  on("done", (whole) => {
    answer.innerHTML = whole.answer;
    sources.innerHTML = whole.sources;
    announcement.textContent = whole.status;
    finish();
    offerLink();
  });
  on("failed", ({ html, status }) => {
    answer.innerHTML = html;
    offerBoxAgain();
    announcement.textContent = status;
    finish();
  });
  opened.onerror = () => {
    if (opened !== stream) return; // an ended stream would otherwise be opened, and asked, again
    finish();
    answer.replaceChildren(stopped("The connection to Lore was lost. Ask again."));
    offerBoxAgain();
  };
}

function stopped(words) {
  const line = document.createElement("p");
  line.className = "notice";
  line.textContent = words;
  return line;
}

function offerLink() {
  for (const button of answer.querySelectorAll("[data-copy-link]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const link = new URL(location.href); // the conversation is nobody else's
      for (const name of ["conversation", "turn"]) link.searchParams.delete(name);
      await navigator.clipboard.writeText(link.href);
      button.textContent = "Copied";
      announcement.textContent = "Link copied";
    });
  }
}

function placeCard(cite) {
  const prose = cite.closest(".prose").getBoundingClientRect();
  const card = cite.querySelector(".card");
  const middle = cite.getBoundingClientRect().left - prose.left - card.offsetWidth / 2;
  card.style.setProperty("--card-left", `${Math.max(0, Math.min(middle, prose.width - card.offsetWidth))}px`);
  cite.classList.remove("dismissed");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (field.value.trim() === "") return;
  const query = address();
  history.pushState(null, "", `/?${query}`);
  beginAnew();
  ask(query, field.value.trim());
});

document.addEventListener("submit", (event) => {
  const followUp = event.target.closest("form[data-follow-up]");
  if (!followUp) return;
  event.preventDefault();
  const words = followUp.elements.q.value.trim();
  if (words !== "") goOn(address(followUp), words);
});

document.addEventListener("keydown", (event) => {
  const followUp = event.target.closest?.("form[data-follow-up]");
  if (followUp && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    followUp.requestSubmit();
  }
});

field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  }
});

stop.addEventListener("click", () => {
  finish();
  answer.querySelector(".waiting")?.remove();
  answer.append(stopped("Stopped."));
  offerBoxAgain();
  announcement.textContent = "Stopped";
  field.focus();
});

// Listened to on the document: what to ask next comes with the answer.
document.addEventListener("click", (event) => {
  const suggestion = event.target.closest?.(".suggestions a");
  if (!suggestion || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if ("goesOn" in suggestion.dataset) {
    goOn(suggestion.search.slice(1), suggestion.textContent);
    return;
  }
  field.value = suggestion.textContent;
  form.requestSubmit();
  field.scrollIntoView({ block: "nearest" });
});

for (const name of ["pointerover", "focusin"]) {
  answer.addEventListener(name, (event) => {
    const cite = event.target.closest?.(".cite");
    if (cite) placeCard(cite);
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const cite of document.querySelectorAll(".cite")) cite.classList.add("dismissed");
  }
  if (event.key === "/" && !/^(input|textarea|select)$/i.test(document.activeElement?.tagName ?? "")) {
    event.preventDefault();
    field.focus();
    field.select();
  }
});

window.addEventListener("popstate", () => location.reload());

offerLink();
