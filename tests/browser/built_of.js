within => {
  const [names, carriers] = [new Set(), []];
  for (const node of (within ? document.querySelector(within) : document).querySelectorAll("*")) {
    // What plotly draws, it draws in its own time; a program in it is found all the same.
    const drawn = node.closest("svg, .js-plotly-plot");
    if (!drawn) names.add(node.localName);
    for (const { name, value } of node.attributes) {
      if (!drawn) names.add(`@${name}`);
      if (/^on|^srcdoc$|^ping$|commandlinker/i.test(name) || /^[\s\x00-\x1f]*(java|vb)script\s*:/i.test(value)) {
        if (/^on|^srcdoc|^ping|href$|^src$|action$|^data$|commandlinker/i.test(name)) carriers.push(`${name}=${value}`);
      }
    }
  }
  return [[...names], carriers.slice(0, 5)];
}
