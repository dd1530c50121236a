import { App } from "./app.js";
import { startPage } from "../../../src/station/page/shared/start-page.js";
import "./style/index.css";

void startPage(<App />);
