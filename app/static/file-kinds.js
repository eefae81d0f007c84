// What a chosen file is, by its first bytes, as app/files/content.py tells it: the sentence that the server would
// answer, before anything is sent; empty where nothing is wrong as far as that shows. For upload.js.
"use strict";

const wrongKind = (() => {
  const ENDINGS = { PDF: ["pdf"], JPG: ["jpg", "jpeg"], PNG: ["png"], WEBP: ["webp"] };
  const HEIC = ["ftypheic", "ftypheix", "ftyphevc", "ftypmif1", "ftypmsf1"];

  const kindOf = (head) => {
    if (head.startsWith("%PDF-")) return "PDF";
    if (head.startsWith("\xff\xd8\xff")) return "JPG";
    if (head.startsWith("\x89PNG\r\n\x1a\n")) return "PNG";
    return head.startsWith("RIFF") && head.slice(8, 12) === "WEBP" ? "WEBP" : "";
  };

  return async (file) => {
    if (!file.size) return "文件是空的。";
    let head;
    try {
      head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
    } catch { return ""; } // a browser that cannot read it leaves it to the server
    const kind = kindOf(head);
    if (!kind && HEIC.includes(head.slice(4))) return "这是苹果手机的 HEIC 照片，请在“设置 › 相机 › 格式”里选“兼容性最佳”后重拍，或截图后上传。";
    if (!kind) return "这不是 PDF、JPEG、PNG、WebP 文件（看的是内容，不是文件名）。";
    const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
    return ENDINGS[kind].includes(ending) ? "" : `文件名以“${ending ? `.${ending}` : "（无）"}”结尾，内容却是 ${kind} 文件。`;
  };
})();
