// What installs a release: each is made of release.json, the one file of its version, its files and their checksums.
import {createHash} from 'node:crypto'
import {existsSync, readFileSync, writeFileSync} from 'node:fs'
import {basename, join} from 'node:path'

const RELEASE = 'release.json'
const {releases} = JSON.parse(readFileSync(new URL('sources.json', import.meta.url), 'utf8'))
const template = (name) => readFileSync(new URL(`files/${name}`, import.meta.url), 'utf8')

/** Writes down archives of a target beside those of other targets that are of the same version. Gives what is written there. */
export function enter(folder, {nodeVersion, packageName, version}, target, paths) {
  const path = join(folder, RELEASE)
  const before = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {}
  const own = paths.map((file) => {
    const bytes = readFileSync(file)
    return {file: basename(file), sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length, target}
  })
  const others = before.version === version && before.node === nodeVersion ? before.files : []
  const names = new Set(own.map(({file}) => file))
  const files = [...others.filter(({file}) => !names.has(file)), ...own].toSorted((a, b) => (a.file < b.file ? -1 : 1))
  const release = {package: packageName, version, node: nodeVersion, url: releases.replace('{version}', version), files}
  writeFileSync(path, `${JSON.stringify(release, undefined, 2)}\n`)
  return release
}

/** Writes install.sh, install.ps1, the formula, the manifest and SHA256SUMS for what is in a release. */
export function writeInstallers(folder, release, description) {
  const {files, package: packageName, url, version} = release
  const put = (name, text) => writeFileSync(join(folder, name), text)
  const fill = (name, values) => {
    const all = {PACKAGE: packageName, URL: url, VERSION: version, ...values}
    return template(name).replaceAll(/@([A-Z]+)@/g, (_, key) => all[key])
  }

  const archives = files.filter(({file}) => /\.tar\.[gx]z$/.test(file))
  const windows = files.find(({file}) => file.endsWith('.zip'))
  put('SHA256SUMS', files.map(({file, sha256}) => `${sha256}  ${file}\n`).join(''))
  put('install.sh', fill('install.sh', {ARCHIVES: archives.map(({file, sha256}) => `${file} ${sha256}`).join('\n')}))
  // Windows PowerShell 5 reads a script without a mark as of the code page: it is ASCII.
  put(
    'install.ps1',
    fill('install.ps1', {FILE: windows?.file ?? '', SUM: windows?.sha256 ?? ''}).replaceAll('\n', '\r\n'),
  )
  put('omi.rb', formula(release, description))
  if (windows) put('omi.json', scoopManifest(release, windows, description))
}

/** https://docs.brew.sh/Formula-Cookbook */
function formula({files, package: packageName, url, version}, description) {
  const part = (target) => {
    const found = files.find(({file, target: one}) => one === target && file.endsWith('.tar.xz'))
    return found
      ? `url "${url}/${found.file}"\n      sha256 "${found.sha256}"`
      : 'odie "This release has no package for this machine."'
  }

  return `class Omi < Formula
  desc "${description}"
  homepage "https://www.npmjs.com/package/${packageName}"
  version "${version}"
  license "MIT"

  on_macos do
    on_arm do
      ${part('darwin-arm64')}
    end
    on_intel do
      ${part('darwin-x64')}
    end
  end

  on_linux do
    on_arm do
      ${part('linux-arm64')}
    end
    on_intel do
      ${part('linux-x64')}
    end
  end

  def install
    libexec.install Dir["*"]
    (bin/"omi").write_exec_script libexec/"bin/omi"
    man1.install_symlink Dir[libexec/"share/man/man1/*.1"]
    (bash_completion/"omi").write ". #{opt_libexec}/lib/omi/completion/omi.bash\\n"
    (zsh_completion/"_omi").write "#compdef omi\\nsource #{opt_libexec}/lib/omi/completion/omi.zsh\\n_omi \\"$@\\"\\n"
    (fish_completion/"omi.fish").write "source #{opt_libexec}/lib/omi/completion/omi.fish\\n"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/omi --version")
  end
end
`
}

/** https://github.com/ScoopInstaller/Scoop/wiki/App-Manifests */
function scoopManifest({package: packageName, url, version}, {file, sha256}, description) {
  const manifest = {
    version,
    description,
    homepage: `https://www.npmjs.com/package/${packageName}`,
    license: 'MIT',
    architecture: {'64bit': {url: `${url}/${file}`, hash: sha256, extract_dir: file.replace(/\.zip$/, '')}},
    // Scoop starts the program itself, with no batch file between.
    bin: [[String.raw`lib\omi\node.exe`, 'omi', String.raw`"$dir\lib\omi\bin\run.js"`]],
  }
  return `${JSON.stringify(manifest, undefined, 2)}\n`
}
