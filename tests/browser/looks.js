const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const known = new Map();

/** The red, green, blue and opacity of a colour as CSS writes it, each 0 to 255. */
function numbers(colour) {
  if (!known.has(colour)) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    known.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
  }
  return known.get(colour);
}

/** A colour laid over another one. */
function over([r, g, b, a], below) {
  return [r, g, b].map((part, n) => (part * a + below[n] * (255 - a)) / 255);
}

/** The colour that is behind what an element holds. */
function behind(element) {
  if (!element) return [255, 255, 255];
  const colour = numbers(getComputedStyle(element).backgroundColor);
  return colour[3] === 255 ? colour.slice(0, 3) : over(colour, behind(element.parentElement));
}

/** Relative luminance: https://www.w3.org/TR/WCAG21/#dfn-relative-luminance. */
function luminance(colour) {
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const [r, g, b] = colour.map((part) => linear(part / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

const UNREAD = ".aside-only, .bk-hidden, [aria-busy=true], option, .face, :disabled";

/** Texts that stand out too little from what is behind them. */
function faint() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const [words, element] = [walker.currentNode.data.trim(), walker.currentNode.parentElement];
    const seen = element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if (!words || !seen || element.closest(UNREAD)) continue;
    const below = behind(element);
    const front = over(numbers(getComputedStyle(element).color), below);
    const [light, dark] = [luminance(below), luminance(front)].sort((a, b) => b - a);
    const contrast = (light + 0.05) / (dark + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${element.className} ${words.slice(0, 40)}`);
  }
  return found;
}

/** Controls that have no name for those who cannot see them. */
function nameless() {
  return [...document.querySelectorAll("button, a[href], input, select, textarea, [role=tab], summary")]
    .filter((one) => one.checkVisibility() && one.type !== "hidden")
    .filter((one) => !["aria-label", "aria-labelledby"].some((name) => one.getAttribute(name)))
    .filter((one) => !one.textContent.trim() && !one.labels?.length)
    .map((one) => one.outerHTML.slice(0, 120));
}

/** What reaches beyond the right edge of the screen. */
function cutOff() {
  return [...document.querySelectorAll(".talk *")]
    .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 90));
}
