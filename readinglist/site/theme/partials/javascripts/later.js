/* Runs the scripts of the template once the first rows are drawn, or after two seconds. By then the
   document has been read, which scripts of the theme want to be told. */
(() => {
  const scripts = [...document.getElementById("rl-later").content.querySelectorAll("script")];
  let left = scripts.length;
  const onEnd = () => { left -= 1; if (!left) document.dispatchEvent(new Event("DOMContentLoaded")); };
  const run = () => {
    for (const one of scripts.splice(0)) {
      const script = document.createElement("script");
      script.async = false;
      for (const { name, value } of one.attributes) script.setAttribute(name, value);
      script.onload = script.onerror = onEnd;
      script.textContent = one.textContent;
      document.body.append(script);
      if (!script.src) onEnd();
    }
  };
  Promise.race([window.rlShown, new Promise((resolve) => { setTimeout(resolve, 2000); })]).then(run);
})();
