async ({ within }) => {
  const kinds = `abort afterprint animationcancel animationend animationiteration animationstart auxclick beforecopy
    beforecut beforeinput beforematch beforepaste beforetoggle blur cancel canplay change close contextmenu copy
    cuechange cut dblclick drag dragend dragenter dragleave dragover dragstart drop ended error focus focusin focusout
    formdata fullscreenchange gotpointercapture hashchange input invalid keydown keypress keyup load loadeddata
    message mousedown mouseenter mouseleave mousemove mouseout mouseover mouseup mousewheel paste pause play
    pointerdown pointerenter pointerleave pointermove pointerout pointerover pointerrawupdate pointerup reset resize
    scroll scrollend search select selectionchange selectstart show slotchange submit toggle touchcancel touchend
    touchmove touchstart transitioncancel transitionend transitionrun transitionstart unhandledrejection wheel
    begin end repeat bounce finish start activate deactivate`.split(/\s+/);
  const seen = new Set();
  const pressed = {};
  const touch = (node) => {
    if (!node.isConnected) return;
    const handles = [...node.attributes].some((one) => one.name.startsWith("on"));
    if (handles) for (const kind of kinds) node.dispatchEvent(new Event(kind, { cancelable: true }));
    for (const kind of ["pointerover", "mouseover", "mouseenter", "mousemove"]) node.dispatchEvent(new MouseEvent(kind));
    const answers = /^(a|area|button|summary|label|input|select|textarea|math|form|video|audio)$/i.test(node.tagName);
    if (!handles && !answers && !node.hasAttribute("tabindex") && !node.hasAttribute("role")) return;
    const own = (node.getAttribute("href") ?? "#").startsWith("#");
    // A figure's own tools are no text; a hundred buttons that do the same are pressed thirty times.
    const kind = `${node.tagName} ${node.getAttribute("class")}`;
    if (node.closest(".modebar") || (own && !handles && (pressed[kind] = (pressed[kind] ?? 0) + 1) > 30)) return;
    node.focus?.({ preventScroll: true });
    if (node.click) node.click(); else node.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
  };
  const sweep = (root, depth) => {
    if (root.nodeType === 9) root.querySelectorAll("details").forEach((one) => { one.open = true; });
    for (const node of root.querySelectorAll("*")) {
      if (seen.has(node)) continue;
      seen.add(node);
      touch(node);
      if (node.tagName === "IFRAME" && depth < 3 && node.contentDocument) sweep(node.contentDocument, depth + 1);
    }
  };
  const frame = () => new Promise((done) => { requestAnimationFrame(done); setTimeout(done, 200); });
  const root = () => within ? document.querySelector(within) : document;
  for (let round = 0, before = -1; seen.size !== before && round < 3; round += 1) {
    before = seen.size;
    sweep(root(), 0);
    await frame();
  }
  // What fires alone, late: an image that is not there, an animation, a timer.
  await new Promise((done) => setTimeout(done, 300));
  return seen.size;
}
