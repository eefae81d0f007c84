// Files that were chosen but not saved stay in this browser, beside the text that app.js keeps: under the same
// key, for as long as that text. So signing out, saving and a month forget them too. At most 100 MB a form.
"use strict";

const keptFiles = (() => {
  const STORE = "files";
  const MOST = 100 * 1024 * 1024;

  const open = () => new Promise((resolve, reject) => {
    const asked = indexedDB.open("kept-files", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = asked.onblocked = () => reject(asked.error);
  });

  const work = async (mode, act) => {
    let database;
    try {
      database = await open();
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction(STORE, mode);
        const asked = act(transaction.objectStore(STORE));
        transaction.oncomplete = () => resolve(asked?.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } catch {
      return undefined; // storage can be full or forbidden: the files are still in the form
    } finally {
      database?.close();
    }
  };

  const thatFit = (files) => {
    let room = MOST;
    return files.filter((file) => (room -= file.size) >= 0);
  };

  const forgetOrphans = () => work("readwrite", (store) => {
    const asked = store.getAllKeys();
    asked.onsuccess = () => {
      for (const key of asked.result) if (!kept((local) => local.getItem(key))) store.delete(key);
    };
  });

  return {
    get: async (key) => (await work("readonly", (store) => store.get(key))) ?? [],
    put: (key, files) => work("readwrite", (store) => (files.length ? store.put(thatFit(files), key) : store.delete(key))),
    forgetOrphans,
  };
})();

keptFiles.forgetOrphans();
