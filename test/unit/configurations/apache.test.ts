import { describe, expect, it } from 'vitest'
import { type ConfigCase, saidBy } from '../../support/config-facts.ts'

const cases: readonly ConfigCase[] = [
  [
    'a pass within a location, without its path',
    '<Location "/app">\n  ProxyPass "http://10.0.0.5:8080/app" retry=0\n  ProxyPassReverse http://10.0.0.6:8080/app\n</Location>',
    { servers: ['ProxyPass 10.0.0.5:8080'] },
  ],
  [
    'a pass by pattern',
    'ProxyPassMatch "^/(.*\\.php)$" "fcgi://127.0.0.1:9000/var/www/$1"\nProxyPassMatch ^/x/(.*)$ http://10.0.0.1:81$1',
    { servers: ['ProxyPassMatch 127.0.0.1:9000', 'ProxyPassMatch 10.0.0.1:81'] },
  ],
  [
    'a directive that goes on in the next line',
    'ProxyPass / \\\n   http://10.0.0.5:81/ \\\n   retry=0\n# a comment too \\\nProxyPass /no http://10.0.0.6:81/\nProxyPass /x http://10.0.0.7:81/',
    { servers: ['ProxyPass 10.0.0.5:81', 'ProxyPass 10.0.0.7:81'] },
  ],
  [
    'what Define gives',
    'Define backend 10.0.0.9\nDefine url "http://${backend}:8080"\nProxyPass / ${url}/\nProxyPass /b http://${nobody}:80/',
    { servers: ['ProxyPass 10.0.0.9:8080'] },
  ],
  [
    'a balancer in quotes, its members with what they say of themselves',
    `<Proxy "balancer://shop">
  BalancerMember "http://10.0.0.1:8080" route=a loadfactor=5
  BalancerMember 'https://10.0.0.2' status=+H
  ProxySet lbmethod=byrequests
</Proxy>
<Location />
  ProxyPass balancer://shop/ stickysession=ID
</Location>`,
    { servers: ['shop 10.0.0.1:8080 route=a loadfactor=5', 'shop 10.0.0.2:443 status=+H'] },
  ],
  [
    'a member that names its balancer',
    'BalancerMember balancer://shop http://10.0.0.1:81 ping=1',
    {
      servers: ['shop 10.0.0.1:81 ping=1'],
    },
  ],
  [
    'rules that pass on, and rules that do not',
    `RewriteEngine on
RewriteRule ^/a/(.*) http://10.0.0.1:81/$1 [QSA,proxy]
RewriteRule ^/b/(.*) balancer://shop/$1 [P]
RewriteRule ^/c http://other.example/ [R=301,L]
RewriteRule ^/d http://%{HTTP_HOST}:8080/ [P]
RewriteRule ^/e fcgi://127.0.0.1:9000/x [L,P]
RewriteRule ^/f https://h/ [NC]`,
    { servers: ['RewriteRule 10.0.0.1:81', 'RewriteRule 127.0.0.1:9000'] },
  ],
  [
    'handlers',
    `<FilesMatch \\.php$>
  SetHandler "proxy:fcgi://127.0.0.1:9001/"
  SetHandler  proxy:unix:/run/php-fpm/www.sock|fcgi://localhost/
</FilesMatch>
<Location /bm>
  SetHandler balancer-manager
</Location>`,
    { servers: ['SetHandler 127.0.0.1:9001', 'SetHandler unix:/run/php-fpm/www.sock'] },
  ],
  [
    'schemes and their ports',
    'ProxyPass /a ws://h1/\nProxyPass /b wss://h2/\nProxyPass /c h2c://h3/\nProxyPass /d uwsgi://h4\nProxyPass /e scgi://h5/\nProxyPass /f ajp://h6/\nPROXYPASS /g HTTP://h7/\nProxyPass /h !\nProxyPass /i unix:/run/a.sock|http://x/',
    {
      servers: [
        'ProxyPass h1:80',
        'ProxyPass h2:443',
        'ProxyPass h3:80',
        'ProxyPass h4:3031',
        'ProxyPass h5:4000',
        'ProxyPass h6:8009',
        'ProxyPass h7:80',
        'ProxyPass unix:/run/a.sock',
      ],
    },
  ],
  [
    'a macro and who uses it',
    '<Macro VHost $name $port>\n<VirtualHost *:80>\nServerName $name\nProxyPass / http://127.0.0.1:$port/\n</VirtualHost>\n</Macro>\nUse VHost shop.example 8001\nUse VHost blog.example 8002\nUndefMacro VHost',
    {
      servers: ['ProxyPass 127.0.0.1:8001', 'ProxyPass 127.0.0.1:8002'],
      routes: ['shop.example -> 127.0.0.1:8001', 'blog.example -> 127.0.0.1:8002'],
    },
  ],
  [
    'virtual hosts, a balancer within and one without',
    `<Proxy balancer://app>
  BalancerMember http://10.0.0.1:80
</Proxy>
<VirtualHost *:443>
  ServerName https://shop.example:443
  ServerAlias www.shop.example *.shop.example
  <IfModule mod_proxy.c>
    ProxyPass / balancer://app/
  </IfModule>
</VirtualHost>
<virtualhost *:443>
  servername blog.example
  RewriteRule ^/(.*) http://10.0.0.9:81/$1 [P]
</virtualhost>`,
    {
      servers: ['app 10.0.0.1:80', 'RewriteRule 10.0.0.9:81'],
      routes: ['shop.example www.shop.example *.shop.example -> app', 'blog.example -> 10.0.0.9:81'],
    },
  ],
  [
    'a part that a virtual host includes',
    {
      '/etc/apache2/apache2.conf': 'IncludeOptional sites-enabled/*.conf',
      '/etc/apache2/sites-enabled/a.conf':
        '<VirtualHost *:80>\nServerName a.example\nInclude /etc/apache2/proxy.inc\n</VirtualHost>',
      '/etc/apache2/proxy.inc': 'ProxyPass / http://10.0.0.1:80/',
    },
    { servers: ['ProxyPass 10.0.0.1:80'], routes: ['a.example -> 10.0.0.1:80'] },
  ],
  [
    'rules that answer 503',
    'redirect 503 /\nRedirect "503" "/x"\nRewriteRule .* - [redirect=503,L]\nrewriterule ^ - [r=503]\nRedirectMatch 503 ^/a\nErrorDocument 503 /x\nRedirect 301 /503 /x',
    {
      makes503: [
        'redirect 503 /',
        'Redirect 503 /x',
        'RewriteRule .* - [redirect=503,L]',
        'rewriterule ^ - [r=503]',
        'RedirectMatch 503 ^/a',
      ],
    },
  ],
]

describe('parseApacheConfig() of configurations as people write them', () => {
  it.each(cases)('%s', (...each) => {
    expect(saidBy('apache', each)).toEqual(each[2])
  })
})
