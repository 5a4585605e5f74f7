"use strict";

// Everything below is one script of the report. All text goes in by textContent; nothing is read from elsewhere.
const root = document.documentElement;
const plain = (text) => text.normalize("NFKC").toLocaleLowerCase();
const byId = (id) => document.getElementById(id);

function make(tag, name, ...children) {
  const node = document.createElement(tag);
  if (name) node.className = name;
  node.append(...children);
  return node;
}

// Foreign words keep their own direction.
function words(tag, text, name = "") {
  const node = make(tag, name, text);
  if (tag !== "bdi") node.dir = "auto";
  return node;
}

async function unpacked(id) {
  const packed = byId(id).textContent;
  const bytes = Uint8Array.fromBase64
    ? Uint8Array.fromBase64(packed)
    : Uint8Array.from(atob(packed), (one) => one.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).text();
}

const thousands = new Intl.NumberFormat("en");
const count = (n, one, many) => thousands.format(n) + " " + (n === 1 ? one : many);
