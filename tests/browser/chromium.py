"""How the system's Chromium is started: the build without a window, which draws the same and costs less."""

EXECUTABLE = "/usr/bin/chromium-headless-shell"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--lang=zh-CN",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--disable-software-rasterizer",
    "--renderer-process-limit=1",
    "--disable-features=IsolateOrigins,site-per-process",
]
