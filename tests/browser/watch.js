(() => {
  const who = () => {
    try {
      for (let one = window; ; one = one.parent) {
        if (/^payload-/.test(one.name)) return one.name;
        if (one === one.parent) return "";
      }
    } catch (error) { return ""; }
  };
  const tell = (how, detail) => window.tellTheTest(how, who(), String(detail).slice(0, 300));
  Object.defineProperty(window, "__hacked", { set: (value) => tell("ran", value), get: () => undefined });
  for (const name of ["alert", "prompt", "confirm", "print", "open"]) {
    window[name] = (...given) => { tell("ran", name + " " + given.join(" ")); return null; };
  }
  document.addEventListener("securitypolicyviolation", (event) =>
    tell("policy", event.violatedDirective + " " + event.blockedURI + " " + event.sample));
})()
