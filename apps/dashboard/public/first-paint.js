// Runs before the first paint, so that a chosen theme does not flash in. A file of its own: the policy allows no inline script.
try {
  const root = document.documentElement;
  const theme = localStorage.getItem('accord.theme');
  if (theme === 'light' || theme === 'dark') root.dataset.theme = theme;
  const language =
    localStorage.getItem('accord.language') ?? (navigator.language.startsWith('ko') ? 'ko' : 'en');
  root.lang = language === 'ko' ? 'ko' : 'en';
} catch {
  // Storage is refused: the system's theme and the page's own language apply.
}
