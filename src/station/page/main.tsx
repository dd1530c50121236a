import { App } from "./app.js";
import { startPage } from "./shared/start-page.js";
import "./style/index.css";

void startPage(<App />);
