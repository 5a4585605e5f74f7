// @ts-check
/** "This is why", drawn: a line in the margin from a reason to the behaviour that it explains. */
import { attr, fillWith, json } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

/** @param {HTMLElement} inner what scrolls */
export function arrows(inner) {
  const picture = document.createElementNS(SVG, "svg");
  attr(picture, "class", "qk-arrows");
  attr(picture, "aria-hidden", "true"); // each link is also a button in the list of passages
  let shown = "";
  return {
    /** @param {{reason: number, behaviour: number}[]} links heights within what scrolls */
    draw(links) {
      const key = json(links);
      if (!links.length) {
        shown = "";
        return picture.remove();
      }
      if (key === shown && picture.isConnected) return;
      shown = key;
      fillWith(picture, ...links.flatMap(({ reason, behaviour }, n) => {
        if (reason === behaviour) return [];
        const line = document.createElementNS(SVG, "path");
        const x = 16 - (n % 3) * 5;
        attr(line, "d", `M 20 ${reason} H ${x + 3} Q ${x} ${reason} ${x} ${reason + Math.sign(behaviour - reason) * 3} V ${behaviour - Math.sign(behaviour - reason) * 3} Q ${x} ${behaviour} ${x + 3} ${behaviour} H 18`);
        const head = document.createElementNS(SVG, "path");
        attr(head, "class", "qk-arrow-head");
        attr(head, "d", `M 15 ${behaviour - 4} L 22 ${behaviour} L 15 ${behaviour + 4} Z`);
        return [line, head];
      }));
      inner.append(picture);
    },
  };
}
