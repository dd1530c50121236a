import { App } from "./app.js";
import { startPage } from "../shared/start-page.js";
import "./gate.css";

void startPage(<App />);
