// Rating an answer without leaving it. Without this file the form is an ordinary POST form with a page of thanks.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-feedback]");
  if (!form) return;
  event.preventDefault();
  const filled = new FormData(form);
  const helpful = event.submitter?.value === "yes";
  const body = { answer_id: filled.get("answer_id"), helpful, reason: filled.get("reason") ?? "" };
  const thanks = form.querySelector(".thanks");
  try {
    const response = await fetch("/v1/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error((await response.json()).detail);
    for (const button of form.querySelectorAll("button[name=helpful]")) {
      button.setAttribute("aria-pressed", String(button === event.submitter));
    }
    thanks.textContent = helpful || body.reason ? "Thank you." : "Thank you. If you like, say why, and press again.";
  } catch (error) {
    thanks.textContent = `That was not kept: ${error.message}`;
  }
});
