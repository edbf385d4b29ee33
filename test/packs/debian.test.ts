import {execFileSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {beforeAll, expect, it} from 'vitest'

import {exampleForTest} from '../support/examples.js'
import {temporaryFolder} from '../support/omi.js'
import {debian, makeDebian} from './debian.js'
import {PACKS, VERSION} from './pack.js'

/** In a Debian without Node.js. It takes root, debootstrap, and its mirror. */
beforeAll(makeDebian, 600_000)

const DEB = `omi_${VERSION}_amd64.deb`

it('install.sh installs for a user, and takes all of it away again', async () => {
  const script = debian({'example.tgz': packedExample()})
  const outcome = await script(`
    useradd --create-home --shell /bin/bash ana
    cat > /home/ana/try.sh <<'END'
    set -eu
    cd
    find . | sort > /tmp/before
    sh /packs/install.sh --from /packs > /tmp/installed
    PATH=$HOME/.local/bin:$PATH
    echo "node: $(command -v node || echo none)"
    omi --version
    omi sandbox exec --seed-data -- omi memory list --limit 1 | wc -l
    omi plugins install file:///example.tgz > /tmp/plugin 2>&1 || cat /tmp/plugin
    omi sandbox exec --seed-data -- omi random-memory --help | head -n 1
    man omi | head -n 1 | tr -s ' '
    man -w omi-memory-list
    bash -c '. ~/.local/share/bash-completion/completions/omi
      COMP_WORDS=(omi memory li) COMP_CWORD=2 COMP_LINE="omi memory li" COMP_POINT=13
      $(complete -p omi | sed "s/.*-F \\([^ ]*\\).*/\\1/") omi li memory
      echo "completes: \${COMPREPLY[*]}"'
    sh /packs/install.sh uninstall --purge > /tmp/removed
    find . | sort | diff /tmp/before - && echo 'nothing is left'
END
    su ana -c 'HOME=/home/ana PATH=/usr/bin:/bin sh ~/try.sh'`)
  expect(outcome).toEqual({
    code: 0,
    stderr: '',
    stdout: [
      'node: none',
      `omi-cli ${VERSION}`,
      '1',
      'Show something Omi knows about you',
      'OMI(1) omi OMI(1)',
      '/home/ana/.local/share/man/man1/omi-memory-list.1',
      'completes: list',
      'nothing is left',
      '',
    ].join('\n'),
  })
}, 300_000)

it('the .deb is installed, upgraded and purged', async () => {
  const script = debian({'newer.deb': newer()})
  const {stdout, ...end} = await script(`
    dpkg --install /packs/${DEB} > /dev/null
    omi --version
    omi sandbox exec --seed-data -- omi memory list --limit 1 | wc -l
    man -w omi
    dpkg --install /newer.deb > /dev/null
    dpkg-query --show --showformat '\${Version} \${Depends}\\n' omi
    omi --version
    dpkg --purge omi > /dev/null
    find /usr -name 'omi*' | grep . || echo 'nothing is left'`)
  expect({...end, lines: stdout.split('\n')}).toEqual({
    code: 0,
    stderr: '',
    lines: [
      `omi-cli ${VERSION}`,
      '1',
      '/usr/share/man/man1/omi.1.gz',
      expect.stringMatching(/^99\.0\.0 .*\blibatomic1\b/),
      `omi-cli ${VERSION}`,
      'nothing is left',
      '',
    ],
  })
}, 300_000)

function packedExample(): Uint8Array {
  const folder = exampleForTest('plugin-random-memory')
  const name = execFileSync('npm', ['pack', '--silent', '--ignore-scripts'], {cwd: folder, encoding: 'utf8'}).trim()
  return readFileSync(join(folder, name))
}

/** The same package, said to be of a later version. */
function newer(): Uint8Array {
  const folder = temporaryFolder()
  const deb = join(folder, 'newer.deb')
  execFileSync('dpkg-deb', ['--raw-extract', join(PACKS, DEB), join(folder, 'content')])
  execFileSync('sed', ['-i', 's/^Version: .*/Version: 99.0.0/', join(folder, 'content/DEBIAN/control')])
  execFileSync('dpkg-deb', ['-Znone', '--build', join(folder, 'content'), deb], {stdio: 'ignore'})
  return readFileSync(deb)
}
