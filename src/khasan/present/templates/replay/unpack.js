// What Python packed: small steps, deflated, in base64.
async function inflated(text) {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate")));
}
const words = async (text) => (await inflated(text)).text();
const bytesOf = async (text) => (await inflated(text)).arrayBuffer();

// A table of whole numbers, row by row: the first row, then the steps from row to row.
async function table(text, rows, columns) {
  const view = new DataView(await bytesOf(text));
  const found = new Int16Array(rows * columns);
  for (let i = 0; i < found.length; i++) found[i] = view.getInt16(2 * i, true) + (i >= columns ? found[i - columns] : 0);
  return found;
}

// Columns of whole numbers, one after the other, each in steps.
async function wholeColumns(text, names, rows) {
  const view = new DataView(await bytesOf(text));
  const found = {};
  names.forEach((name, column) => {
    const values = new Int32Array(rows);
    for (let i = 0; i < rows; i++) values[i] = view.getInt32(4 * (column * rows + i), true) + (i ? values[i - 1] : 0);
    found[name] = values;
  });
  return found;
}

// Columns of numbers: the bytes of each stand by their place in the number.
async function realColumns(text, names, rows) {
  const bytes = new Uint8Array(await bytesOf(text));
  const four = new DataView(new ArrayBuffer(4));
  const found = {};
  names.forEach((name, column) => {
    const values = new Float64Array(rows);
    for (let i = 0; i < rows; i++) {
      for (let place = 0; place < 4; place++) four.setUint8(place, bytes[(column * 4 + place) * rows + i]);
      values[i] = four.getFloat32(0, true);
    }
    found[name] = values;
  });
  return found;
}
