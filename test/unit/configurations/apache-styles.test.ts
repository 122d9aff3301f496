import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

/** Styles in which people write configurations; what is right was written down before any rule was read. */
const cases: readonly ConfigCase[] = [
  [
    'a vhost with a Define and mod_macro',
    `Define APP 10.1.0.1:8080
<VirtualHost *:80>
  ServerName a.example
  ProxyPreserveHost On
  ProxyPass / http://\${APP}/
  ProxyPassReverse / http://\${APP}/
</VirtualHost>`,
    { servers: ['ProxyPass 10.1.0.1:8080'], routes: ['a.example -> 10.1.0.1:8080'] },
  ],
  [
    'a macro',
    `<Macro VHost $name $backend>
<VirtualHost *:80>
  ServerName $name
  ProxyPass / http://$backend/
</VirtualHost>
</Macro>
Use VHost b.example 10.1.0.2:9000
UndefMacro VHost`,
    { servers: ['ProxyPass 10.1.0.2:9000'] },
  ],
  [
    'a balancer within a Location, members with loadfactor and hot spare',
    `<Proxy balancer://cluster/>
  BalancerMember http://10.1.0.3:80 route=1 loadfactor=50
  BalancerMember http://10.1.0.4:80 route=2 status=+H
  ProxySet lbmethod=bybusyness
</Proxy>
<VirtualHost _default_:443>
ServerName c.example
ServerAlias www.c.example *.c.example
<Location "/app">
   ProxyPass "balancer://cluster/" stickysession=JSESSIONID|jsessionid
</Location>
</VirtualHost>`,
    {
      servers: ['cluster 10.1.0.3:80 route=1 loadfactor=50', 'cluster 10.1.0.4:80 route=2 status=+H'],
      routes: ['c.example www.c.example *.c.example -> cluster'],
    },
  ],
  [
    'RewriteRules with [P], in every order of flags',
    `RewriteEngine on
RewriteCond %{HTTP:Upgrade} websocket [NC]
RewriteRule ^/?(.*) "ws://127.0.0.1:3000/$1" [P,L]
RewriteRule ^/api/(.*)$ https://10.1.0.5/$1 [L,NE,P]
RewriteRule ^/old$ http://other.example/ [R=301,L]
RewriteRule ^/x(.*) http://127.0.0.1:4000$1 [proxy,noescape]`,
    { servers: ['RewriteRule 127.0.0.1:3000', 'RewriteRule 10.1.0.5:443', 'RewriteRule 127.0.0.1:4000'], makes503: [] },
  ],
  [
    'maintenance by rewriting, with a condition on a file',
    `RewriteCond %{DOCUMENT_ROOT}/down.html -f
RewriteCond %{SCRIPT_FILENAME} !down.html
RewriteRule ^.*$ - [NC,R=503,L]
ErrorDocument 503 /down.html`,
    { makes503: ['RewriteRule ^.*$ - [NC,R=503,L]'] },
  ],
  [
    'PHP-FPM by FilesMatch and a unix socket with http behind',
    `<FilesMatch "\\.php$">
  SetHandler "proxy:unix:/run/php/php8.1-fpm.sock|fcgi://localhost/"
</FilesMatch>
ProxyPass "/py" "unix:/run/gunicorn.sock|http://localhost/py"
ProxyPassMatch ^/(.*\\.php)$ fcgi://127.0.0.1:9000/var/www/$1`,
    {
      servers: [
        'SetHandler unix:/run/php/php8.1-fpm.sock',
        'ProxyPass unix:/run/gunicorn.sock',
        'ProxyPassMatch 127.0.0.1:9000',
      ],
    },
  ],
  [
    'h2c, uwsgi, scgi and wss backends; lower case and continued lines',
    `proxypass /a h2c://10.1.0.6
proxypass /b uwsgi://10.1.0.7:3031/
proxypass /c scgi://10.1.0.8:4000/ \\
   connectiontimeout=2 timeout=30
proxypass /d wss://10.1.0.9/ws
proxypass /static !`,
    {
      servers: [
        'ProxyPass 10.1.0.6:80',
        'ProxyPass 10.1.0.7:3031',
        'ProxyPass 10.1.0.8:4000',
        'ProxyPass 10.1.0.9:443',
      ],
    },
  ],
  [
    'what is for another: IfDefine of nothing, comments, a ProxyPassReverse alone',
    `# ProxyPass / http://10.1.0.99/
ProxyPassReverse / http://10.1.0.98/
ProxyRequests Off
<IfModule mod_proxy.c>
  ProxyPass / http://10.1.0.10:81/ retry=0
</IfModule>`,
    { servers: ['ProxyPass 10.1.0.10:81'] },
  ],
]

describe('configurations of Apache in other styles', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('apache', each)).toEqual(each[2])
  })
})
