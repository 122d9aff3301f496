import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A self-signed certificate for `name`, made by openssl; `days` may be negative for one that has expired. */
export function createCertificate(name: string, days = 1): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cert-'))
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    const kind = /^[\d.]+$/.test(name) ? 'IP' : 'DNS'
    const at = (offsetDays: number) => {
      const text = new Date(Date.now() + offsetDays * 86_400_000).toISOString()
      return `${text.slice(0, 19).replace(/[-:T]/g, '')}Z`
    }
    const made = ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', key]
    const request = join(folder, 'request.pem')
    execFileSync('openssl', [...made, '-out', request, '-subj', `/CN=${name}`], { stdio: 'pipe' })
    const extensions = join(folder, 'san.cnf')
    execFileSync('tee', [extensions], { input: `subjectAltName=${kind}:${name}\n`, stdio: 'pipe' })
    const database = join(folder, 'index.txt')
    execFileSync('tee', [database], { input: '', stdio: 'pipe' })
    const policy = '[ca]\ndefault_ca=x\n[x]\npolicy=p\ndefault_md=sha256\n[p]\ncommonName=supplied\n'
    const config = join(folder, 'ca.cnf')
    execFileSync('tee', [config], {
      input: policy.replace('policy=p', `policy=p\ndatabase=${database}\nnew_certs_dir=${folder}\nrand_serial=yes`),
      stdio: 'pipe',
    })
    const validity = ['-startdate', at(Math.min(days, 0) - 1), '-enddate', at(days)]
    const signed = ['ca', '-batch', '-config', config, '-selfsign', '-keyfile', key, '-in', request, '-out', cert]
    execFileSync('openssl', [...signed, '-notext', '-extfile', extensions, ...validity], { stdio: 'pipe' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
