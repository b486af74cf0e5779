/* Runs the template's scripts once the first rows are drawn, or after two seconds. DOMContentLoaded
   has already fired by then, so it is dispatched again for the theme's scripts. */
(() => {
  const scripts = [...document.getElementById("rl-later").content.querySelectorAll("script")];
  let left = scripts.length;
  const onEnd = () => { left -= 1; if (!left) document.dispatchEvent(new Event("DOMContentLoaded")); };
  const run = () => {
    for (const source of scripts.splice(0)) {
      const script = document.createElement("script");
      script.async = false;
      for (const { name, value } of source.attributes) script.setAttribute(name, value);
      script.onload = script.onerror = onEnd;
      script.textContent = source.textContent;
      document.body.append(script);
      if (!script.src) onEnd();
    }
  };
  Promise.race([window.rlShown, new Promise((resolve) => { setTimeout(resolve, 2000); })]).then(run);
})();
