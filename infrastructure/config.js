'use strict';

// BELLHOP_CONFIG of the functions: the SSM parameter with the configuration; empty if it is the file in the zip (tools/package.py).

const NOT_HERE = (given) =>
  `The parameter config is "${given}", it must be ssm:<parameter>. For a file, set BELLHOP_CONFIG to its path instead: it gets into the zip.`;

module.exports = async ({ resolveVariable }) => {
  const given = await resolveVariable('param:config');
  if (given.startsWith('ssm:')) return given;
  if (given && given !== process.env.BELLHOP_CONFIG) throw new Error(NOT_HERE(given));
  return '';
};
