'use strict';

// Builds the artifact that serverless.yml names, by the one packaging step, before osls needs it.

const { existsSync } = require('fs');
const path = require('path');
const { spawn } = require('child_process');

class BellhopPackage {
  constructor(serverless, options, { log }) {
    this.serviceDir = serverless.serviceDir;
    this.artifact = serverless.service.package.artifact;
    this.log = log;
    this.hooks = {
      'before:package:createDeploymentArtifacts': () => this.build(),
      'before:deploy:function:packageFunction': () => this.build(),
    };
  }

  python() {
    const venv = path.join(this.serviceDir, '.venv', 'bin', 'python');
    return existsSync(venv) ? venv : 'python3';
  }

  build() {
    const args = ['-m', 'tools.package', '--out', this.artifact];
    return new Promise((resolve, reject) => {
      const child = spawn(this.python(), args, { cwd: this.serviceDir, stdio: ['ignore', 'pipe', 'inherit'] });
      child.stdout.on('data', (text) => this.log.notice(text.toString().trimEnd()));
      child.on('error', reject);
      child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`Packaging failed (${args.join(' ')}, exit status ${code}).`))));
    });
  }
}

module.exports = BellhopPackage;
