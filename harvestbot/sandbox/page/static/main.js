/** Starts the parts of the page. */

import { act } from "./ask.js";
import * as choices from "./choices.js";
import * as composer from "./composer.js";
import * as controls from "./controls.js";
import * as modal from "./modal.js";
import * as panes from "./panes.js";
import * as stream from "./stream.js";
import * as tables from "./tables.js";

for (const part of [panes, controls, choices, modal, tables, composer, stream]) part.start();
if (document.body.dataset.channel === "home") act("home", {});
