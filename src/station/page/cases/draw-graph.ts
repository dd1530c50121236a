/** Draws a case's graph with cytoscape, in the page's colours. */
import type { Core, StylesheetJson } from "cytoscape";
import { type GraphEdge, type GraphNode, MOST_NAMES } from "./graph-elements.js";

/** It would put a style sheet of its own into the page, which the page's rules forbid, unless it finds one by this name. */
const ITS_STYLE = "__________cytoscape_stylesheet";

export async function drawGraph(
  container: HTMLElement,
  { nodes, edges }: { nodes: readonly GraphNode[]; edges: readonly GraphEdge[] },
  onChoose: (key: string) => void,
): Promise<Core> {
  const { default: cytoscape } = await import("cytoscape");
  if (document.getElementById(ITS_STYLE) === null) {
    const mark = document.createElement("meta");
    mark.id = ITS_STYLE;
    document.head.append(mark);
  }
  const core = cytoscape({
    container,
    elements: [
      ...nodes.map(({ x, y, ...data }) => ({ data, position: { x, y } })),
      ...edges.map((data) => ({ data: { ...data } })),
    ],
    style: styleOf(nodes.length <= MOST_NAMES),
    layout: { name: "preset", padding: 20 },
    // Of hundreds only points move while somebody drags; all is drawn again when it stops.
    hideEdgesOnViewport: nodes.length > MOST_NAMES,
    wheelSensitivity: 0.3,
  });
  await new Promise((resolve) => core.one("render", resolve));
  core.on("tap", "node", (event) => onChoose((event.target as { id(): string }).id()));
  return core;
}

/** Marks one person and whom they met; nobody where there is none of that key. */
export function markPerson(core: Core, key: string): void {
  const node = core.getElementById(key);
  core.elements().removeClass("chosen dim");
  if (node.empty()) return;
  core.elements().difference(node.closedNeighborhood()).addClass("dim");
  node.addClass("chosen");
}

function styleOf(hasNames: boolean): StylesheetJson {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return [
    {
      selector: "node",
      style: {
        ...{ width: 22, height: 22, "background-color": value("far"), color: value("ink") },
        ...{ label: hasNames ? "data(label)" : "", "font-family": value("font"), "font-size": 11 },
        ...{ "text-valign": "bottom", "text-margin-y": 4, "text-wrap": "wrap", "text-max-width": "90px" },
      },
    },
    {
      selector: 'node[kind = "f0"]',
      style: { label: "data(label)", width: 44, height: 44, "background-color": value("near-dark") },
    },
    { selector: 'node[kind = "f1"]', style: { width: 28, height: 28, "background-color": value("near") } },
    { selector: 'node[kind = "f2"]', style: { "background-color": value("mid") } },
    {
      selector: 'node[kind = "ill"]',
      style: { label: "data(label)", width: 34, height: 34, "background-color": value("near-dark") },
    },
    { selector: "edge", style: { width: 1.5, "line-color": value("line-strong"), "line-style": "dotted" } },
    { selector: 'edge[certainty = "medium"]', style: { "line-style": "dashed" } },
    { selector: 'edge[certainty = "high"]', style: { "line-style": "solid", "line-color": value("quiet") } },
    // Who was chosen stands out with whom they met.
    { selector: ".dim", style: { opacity: 0.12 } },
    {
      selector: "node.chosen",
      style: {
        ...{ label: "data(label)", "border-width": 6, "border-color": value("focus"), "z-index": 10 },
        "font-size": hasNames ? 14 : 30,
        "text-max-width": "300px",
      },
    },
  ];
}
