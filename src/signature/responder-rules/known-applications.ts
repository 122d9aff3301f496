import type { ResponderRule } from '../responder-rule.ts'

/** Well-known applications that say 503 themselves, each for a reason of its own. */
export const knownApplicationRules: readonly ResponderRule[] = [
  {
    id: 'nextcloud-maintenance',
    program: 'app',
    certainty: 'likely',
    when: { header: { 'x-nextcloud-maintenance-mode': /^(?:1|true)$/ } },
    meaning: 'Nextcloud is in maintenance mode: switched on by a person, or left behind by an upgrade that broke off.',
    next: [
      'In its folder: sudo -u www-data php occ status',
      'When no upgrade runs: sudo -u www-data php occ maintenance:mode --off',
    ],
    source: 'nextcloud/server lib/base.php, printMaintenancePage',
  },
  {
    id: 'jenkins-starting',
    program: 'app',
    certainty: 'likely',
    when: {
      status: [503],
      like: /jenkins is getting ready to work|<title>starting jenkins<\/title>|jenkins is (?:restarting|about to restart)/,
    },
    meaning: 'Jenkins is starting and does not answer yet; with many jobs or plugins that takes minutes.',
    next: ['journalctl -u jenkins -n 50   # "Jenkins is fully up and running" ends it'],
    source: 'jenkinsci/jenkins core hudson/util/HudsonIsLoading',
  },
  {
    id: 'jenkins-itself',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], header: { 'x-jenkins': /./ } },
    meaning: 'Jenkins answered itself (X-Jenkins): it is starting, restarting, or shutting down.',
    next: ['journalctl -u jenkins -n 50'],
    source: 'jenkinsci/jenkins core hudson/util/HudsonIsLoading, hudson/util/HudsonIsRestarting',
  },
  {
    id: 'discourse-error',
    program: 'app',
    certainty: 'likely',
    when: { has: ['the software powering this discussion forum encountered an unexpected problem'] },
    meaning:
      'The error page of Discourse: an exception in the application, or what it needs (PostgreSQL, Redis) is gone.',
    next: ['In the folder of the container: ./launcher logs app', 'In the container: tail -n 50 log/production.log'],
    source: 'discourse/discourse public/500.html',
  },
  {
    id: 'kibana-not-ready',
    program: 'app',
    certainty: 'likely',
    when: { like: /^(?:kibana|opensearch dashboards) server is not ready yet/ },
    meaning:
      'Kibana (or OpenSearch Dashboards) runs and waits for Elasticsearch: it does not reach it, may not log in, or its migrations have not ended.',
    next: ['curl -s localhost:9200/_cluster/health', 'journalctl -u kibana -n 50'],
    source: 'elastic/kibana src/core: notReadyServer',
  },
  {
    id: 'elasticsearch-blocked',
    program: 'app',
    certainty: 'likely',
    when: {
      json: {
        status: /^503$/,
        error:
          /cluster_block_exception|master_not_discovered_exception|no_shard_available|all shards failed|search_phase_execution/,
      },
    },
    meaning:
      'Elasticsearch (or OpenSearch) answered itself: the cluster has no master, is still recovering, or lacks shards.',
    next: ['curl -s localhost:9200/_cluster/health', 'curl -s localhost:9200/_cat/shards'],
    source: 'Elasticsearch documentation, cluster-level blocks; ElasticsearchException.status',
  },
  {
    id: 'grafana-database',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], json: { database: /^failing$/ } },
    meaning: 'The health page of Grafana: it runs and does not reach its database.',
    next: ['journalctl -u grafana-server -n 50', 'grep -A12 "^\\[database\\]" /etc/grafana/grafana.ini'],
    source: 'Grafana HTTP API documentation, /api/health',
  },
  {
    id: 'atlassian-state',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], json: { state: /^(?:STARTING|ERROR|MAINTENANCE|STOPPING|FIRST_RUN)$/ } },
    meaning:
      'The status page of Jira, Confluence or Bitbucket: the state says whether it starts, is maintained or failed.',
    next: ['Read "state" in the body', 'Its atlassian-*.log at this time'],
    source: 'Atlassian documentation, "Load balancer configuration options": /status',
  },
  {
    id: 'gitlab-busy',
    program: 'app',
    certainty: 'likely',
    when: {
      like: /gitlab is taking too much time to respond|<title>deploy in progress<\/title>|gitlab is not responding/,
    },
    meaning:
      'The page of GitLab’s own web server: Rails (Puma) behind it does not answer yet, is too slow, or is being deployed.',
    next: ['sudo gitlab-ctl status', 'sudo gitlab-ctl tail puma'],
    source: 'gitlab-org/gitlab public/502.html, public/deploy.html',
  },
  {
    id: 'discourse-read-only',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], header: { 'discourse-readonly': /^true$/ } },
    meaning: 'Discourse is read-only: a backup or restore runs, or its database or Redis only reads.',
    next: ['Admin, Backups: does one run?', 'sudo ./launcher logs app in /var/discourse'],
    source: 'discourse/discourse application_controller.rb: Discourse::ReadOnly',
  },
  {
    id: 'mediawiki-lag',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], header: { 'mediawiki-api-error': /maxlag|readonly/ } },
    meaning: 'MediaWiki answered itself: its database replicas lag, or the wiki is read-only.',
    next: ['Retry-After tells when to ask again', 'The replication of its database: SHOW REPLICA STATUS'],
    source: 'MediaWiki documentation, "Manual:Maxlag parameter"',
  },
  {
    id: 'mediawiki-database',
    program: 'app',
    certainty: 'likely',
    when: { has: ['this site is experiencing technical difficulties', 'cannot access the database'] },
    meaning: 'MediaWiki answered itself: it does not reach its database.',
    next: ['systemctl status mariadb mysql', 'grep wgDBserver LocalSettings.php in its folder'],
    source: 'mediawiki/core includes/exception/MWExceptionRenderer.php: dberr-problems, dberr-info-hidden',
  },
  {
    id: 'mastodon-remote',
    program: 'app',
    certainty: 'likely',
    when: {
      status: [503],
      json: {
        error:
          /^(?:remote data could not be fetched|remote ssl certificate could not be verified|there was a temporary problem serving your request)/i,
      },
    },
    meaning: 'Mastodon answered itself: another server that it asked did not answer, or its Redis or database did not.',
    next: ['journalctl -u mastodon-web -n 50', 'systemctl status redis postgresql'],
    source: 'mastodon/mastodon app/controllers/api/base_controller.rb',
  },
  {
    id: 'ghost-starting',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], has: ['site is starting up, please wait a moment'] },
    meaning: 'Ghost is starting, or its database migrations run.',
    next: ['In its folder: ghost ls', 'In its folder: ghost log -n 50'],
    source: 'TryGhost/Ghost core/server: MaintenanceError while booting',
  },
  {
    id: 'vault-sealed',
    program: 'app',
    certainty: 'likely',
    when: { status: [503], json: { errors: /vault is sealed/i } },
    meaning: 'Vault is sealed: after each start it needs its unseal keys.',
    next: ['vault status   # "Sealed"', 'vault operator unseal'],
    source: 'HashiCorp Vault API documentation: 503 when sealed',
  },
  {
    id: 'cms-maintenance',
    program: 'app',
    certainty: 'likely',
    when: {
      status: [503],
      like: /is currently under maintenance\. we should be back shortly|this site is down for maintenance\.|this site is undergoing maintenance and is currently not available/,
    },
    meaning: 'The maintenance page of Drupal, Joomla or Moodle: a person or an upgrade switched it on.',
    next: [
      'Drupal: drush state:get system.maintenance_mode; Moodle: php admin/cli/maintenance.php; Joomla: $offline in configuration.php',
    ],
    source: 'Drupal system.maintenance message; Joomla offline_message; Moodle sitemaintenance',
  },
]
