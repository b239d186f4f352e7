// Words and numbers for people. What comes from files is text and is escaped wherever it becomes markup.
const escaped = (text) => String(text).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const thousands = new Intl.NumberFormat("en");
const plain = (number) => thousands.format(number);
const counted = (count, one, many) => `${plain(count)} ${count === 1 ? one : many}`;
const digits = (number, count = 3) => {
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 10 ** (count - 1)) return plain(Math.round(number));
  if (size >= 0.001) return String(Number(number.toPrecision(count)));
  const [head, power] = number.toExponential(count - 1).split("e");
  return `${Number(head)} × 10${[...String(Number(power))].map((sign) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign] || "⁻").join("")}`;
};
const metres = (m) => (m >= 1000 ? `${(m / 1000).toFixed(1)} km` : `${Math.round(m)} m`);
const age = (minutes) => (minutes < 1 ? "now" : minutes < 60 ? `${minutes} min ago` : minutes < 2880 ? `${Math.round(minutes / 60)} h ago` : `${Math.round(minutes / 1440)} days ago`);

// Probability that a Poisson count of this mean is less than `count`.
function poissonBelow(mean, count) {
  if (mean <= 0) return count > 0 ? 1 : 0;
  let [sum, faculty] = [0, 0];
  for (let k = 0; k < count; k++) {
    if (k) faculty += Math.log(k);
    sum += Math.exp(-mean + k * Math.log(mean) - faculty);
  }
  return Math.min(sum, 1);
}
