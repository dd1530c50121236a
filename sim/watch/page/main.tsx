import { render } from "preact";
import { App } from "./app.js";
// The station's variables, fonts and controls; this page adds only what it has of its own.
import "../../../src/station/page/style.css";
import "./watch.css";

render(<App />, document.getElementById("app")!);
