import type { DocumentedResponse } from './documented-response.ts'

const html = 'Content-Type: text/html; charset=utf-8'
const json = 'Content-Type: application/json'

/** Well-known applications that say 503 themselves. */
// biome-ignore format: one line for each case
export const applicationResponses: readonly DocumentedResponse[] = [
  { name: 'Nextcloud in maintenance mode', program: 'app', certainty: 'likely', head: ['Server: Apache/2.4.62 (Debian)', 'X-Nextcloud-Maintenance-Mode: 1', html], body: '<!DOCTYPE html><html></html>', source: 'nextcloud/server lib/base.php' },
  { name: 'Jenkins that starts', program: 'app', certainty: 'likely', head: ['X-Jenkins: 2.462.1', html], body: '<h1>Please wait while Jenkins is getting ready to work ...</h1>', source: 'jenkinsci/jenkins HudsonIsLoading' },
  { name: 'Jenkins with a page that is not known', program: 'app', certainty: 'likely', head: ['X-Jenkins: 2.462.1', html], body: '<h1>Bitte warten</h1>', source: 'jenkinsci/jenkins HudsonIsLoading' },
  { name: 'Kibana without Elasticsearch', program: 'app', certainty: 'likely', head: ['retry-after: 30', html], body: 'Kibana server is not ready yet', source: 'elastic/kibana notReadyServer' },
  { name: 'Elasticsearch that recovers', program: 'app', certainty: 'likely', head: [json], body: '{"error":{"root_cause":[],"type":"cluster_block_exception","reason":"blocked by: [SERVICE_UNAVAILABLE/1/state not recovered / initialized];"},"status":503}', source: 'Elasticsearch documentation' },
  { name: 'Grafana without its database', program: 'app', certainty: 'likely', head: [json], body: '{"commit":"abc","database":"failing","version":"11.0.0"}', source: 'Grafana HTTP API documentation' },
  { name: 'Jira that starts', program: 'app', certainty: 'likely', head: [json], body: '{"state":"STARTING"}', source: 'Atlassian documentation, /status' },
  { name: 'GitLab that is slow', program: 'app', certainty: 'likely', status: 502, phrase: 'Bad Gateway', head: [html], body: '<h1>502</h1><h3>Whoops, GitLab is taking too much time to respond.</h3>', source: 'gitlab-org/gitlab public/502.html' },
  { name: 'Discourse that only reads', program: 'app', certainty: 'likely', head: ['Discourse-Readonly: true', json], body: '{"errors":["The site is in read only mode."]}', source: 'discourse application_controller.rb' },
  { name: 'MediaWiki with lag', program: 'app', certainty: 'likely', head: ['MediaWiki-API-Error: maxlag', json], body: '{"error":{"code":"maxlag"}}', source: 'MediaWiki, Manual:Maxlag parameter' },
  { name: 'MediaWiki without its database', program: 'app', certainty: 'likely', head: [html], body: '<h1>Sorry! This site is experiencing technical difficulties.</h1><p>Try waiting a few minutes and reloading.</p><p><small>(Cannot access the database)</small></p>', source: 'mediawiki/core MWExceptionRenderer' },
  { name: 'Mastodon without another server', program: 'app', certainty: 'likely', head: [json], body: '{"error":"Remote data could not be fetched"}', source: 'mastodon api/base_controller.rb' },
  { name: 'Ghost that starts', program: 'app', certainty: 'likely', head: [json], body: '{"errors":[{"message":"Site is starting up, please wait a moment then retry."}]}', source: 'TryGhost/Ghost' },
  { name: 'Vault that is sealed', program: 'app', certainty: 'likely', head: [json], body: '{"errors":["Vault is sealed"]}', source: 'Vault API documentation' },
  { name: 'Drupal under maintenance', program: 'app', certainty: 'likely', head: [html], body: '<p>Shop is currently under maintenance. We should be back shortly. Thank you for your patience.</p>', source: 'Drupal system.maintenance' },
]
