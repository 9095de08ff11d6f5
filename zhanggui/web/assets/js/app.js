// Entry of the staff pages: htmx and our own small modules, each started once.
import { startClocks } from "./clock.js";
import { startDrawer } from "./drawer.js";
import { startKeyboard } from "./keyboard.js";
import { startLists } from "./list.js";
import { startLive } from "./live.js";
import { startMenus } from "./menus.js";
import { startPacking } from "./packing.js";
import { startPalette } from "./palette.js";
import { startProgress } from "./progress.js";
import { startRecent } from "./recent.js";
import { startRequests } from "./requests.js";
import { startScanner } from "./scanner.js";
import { startToasts } from "./toast.js";

startRequests();
startToasts();
startMenus();
startDrawer();
startKeyboard();
startLists();
startLive();
startPalette();
startRecent();
startClocks();
startProgress();
startScanner();
startPacking();
