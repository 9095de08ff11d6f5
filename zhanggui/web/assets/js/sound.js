// A short tick for a right scan, two low tones for a wrong one. Words always say the same.
let context = null;

function isOff() {
  return document.body.dataset.sound === "off";
}

function tone(frequency, start, length, volume) {
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(volume, context.currentTime + start);
  gain.gain.exponentialRampToValueAtTime(0.001, context.currentTime + start + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(context.currentTime + start);
  oscillator.stop(context.currentTime + start + length);
}

export function play(name) {
  if (isOff()) return;
  context ??= new AudioContext();
  context.resume();
  if (name === "good") tone(1320, 0, 0.06, 0.12);
  else if (name === "done") [880, 1175].forEach((frequency, at) => tone(frequency, at * 0.09, 0.09, 0.14));
  else [220, 165].forEach((frequency, at) => tone(frequency, at * 0.18, 0.2, 0.3));
}
