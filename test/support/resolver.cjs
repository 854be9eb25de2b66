/** Our sources import './x.js' as Node wants it after the build; Jest reads './x.ts'. */
module.exports = (request, options) => {
  const ours = !options.basedir.includes('node_modules') && /^\.{1,2}\/.*\.js$/.test(request);
  if (!ours) return options.defaultResolver(request, options);
  try {
    return options.defaultResolver(request.replace(/\.js$/, '.ts'), options);
  } catch {
    return options.defaultResolver(request, options);
  }
};
