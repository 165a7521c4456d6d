// Rating an answer without leaving it. Without this file the form is an ordinary POST form with a page of thanks.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  const filled = new FormData(form);
  const helpful = event.submitter?.value === "yes";
  const body = { answer_id: filled.get("answer_id"), helpful };
  for (const name of ["reason", "category", "better", "expected"]) body[name] = filled.get(name) ?? "";
  const thanks = form.querySelector(".thanks");
  try {
    const response = await fetch("/v1/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const kept = await response.json();
    if (!response.ok) throw new Error(kept.detail);
    for (const button of form.querySelectorAll("fieldset button[name=helpful]")) {
      button.setAttribute("aria-pressed", String((button.value === "yes") === helpful));
    }
    const better = kept.better ? ` Better source: ${kept.better.title}.` : "";
    thanks.textContent = `Thank you.${better} ${kept.changes.replaceAll("`", "")}`;
    const why = form.querySelector("details");
    if (!helpful && why && !body.reason && !body.category && !body.better) why.open = true;
  } catch (error) {
    thanks.textContent = `That was not kept: ${error.message}`;
  }
});
