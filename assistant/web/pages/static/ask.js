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

let stream = null;

function address() {
  const filled = [...new FormData(form)].filter(([, value]) => value.trim() !== "");
  return new URLSearchParams(filled).toString();
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

function ask() {
  finish();
  document.title = `${field.value.trim()} · Lore`;
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
  listen(new EventSource(`/ask/stream?${address()}`));
}

function filtered() {
  return [...new FormData(form)].some(([name, value]) => name !== "q" && value.trim() !== "");
}

function listen(opened) {
  stream = opened;
  const on = (name, act) => opened.addEventListener(name, (event) => opened === stream && act(JSON.parse(event.data)));
  on("sources", ({ html, status }) => {
    sources.innerHTML = html;
    answer.replaceChildren(waiting(status));
    announcement.textContent = status;
  });
  on("draft", ({ html }) => {
    const prose = document.createElement("div");
    prose.className = "prose";
    prose.innerHTML = html;
    answer.replaceChildren(prose);
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
    announcement.textContent = status;
    finish();
  });
  opened.onerror = () => {
    if (opened !== stream) return; // an ended stream would otherwise be opened, and asked, again
    finish();
    answer.replaceChildren(stopped("The connection to Lore was lost. Ask again."));
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
      await navigator.clipboard.writeText(location.href);
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
  history.pushState(null, "", `/?${address()}`);
  ask();
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
  announcement.textContent = "Stopped";
  field.focus();
});

for (const suggestion of document.querySelectorAll(".suggestions a")) {
  suggestion.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    field.value = suggestion.textContent;
    form.requestSubmit();
  });
}

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
