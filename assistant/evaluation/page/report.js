"use strict";
(() => {
  const bar = document.querySelector(".filter");
  if (!bar) return;
  const [words, kind, state] = ["words", "kind", "state"].map((name) => bar.querySelector(`[name=${name}]`));
  const shown = bar.querySelector("output");
  const questions = [...document.querySelectorAll("#questions details.q")].map((element) => ({
    element,
    text: element.textContent.toLowerCase(),
    kind: element.dataset.kind,
    states: element.dataset.states.split(" "),
  }));
  const choose = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const question of questions) {
      const is =
        (!kind.value || question.kind === kind.value) &&
        (!state.value || question.states.includes(state.value)) &&
        wanted.every((word) => question.text.includes(word));
      question.element.hidden = !is;
      count += is;
    }
    shown.textContent = `${count} of ${questions.length}`;
  };
  for (const control of [words, kind, state]) control.addEventListener("input", choose);
  bar.hidden = false;
  choose();
})();
