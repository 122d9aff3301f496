import { z } from 'zod'

/**
 * What Slack publishes about an app manifest of major version 2, for the parts that ours has: required and known keys,
 * lengths, numbers of items and patterns of github.com/slackapi/manifest-schema, `schemas/manifest.schema.2.0.0.json`
 * (the same in its commits d89351d and 085a104). That schema refuses every unknown key below the top and so does this one.
 */
const text = (least: number, most: number) => z.string().min(least).max(most)
const requestUrl = z
  .string()
  .regex(/^https?:\/\//)
  .max(3500)
const names = z.array(z.string().max(50))

const slashCommand = z.strictObject({
  command: text(2, 32).regex(/^\//),
  url: z
    .string()
    .regex(/^https?:\/\//)
    .max(3000)
    .optional(),
  description: text(1, 2000),
  usage_hint: text(1, 1000).optional(),
  should_escape: z.boolean().optional(),
})

const shortcut = z.strictObject({
  name: text(1, 24),
  type: z.enum(['message', 'global']),
  callback_id: text(1, 255),
  description: text(1, 150),
})

export const slackManifestSchema = z.object({
  _metadata: z.strictObject({
    major_version: z.literal(2),
    minor_version: z.int().optional(),
  }),
  display_information: z.strictObject({
    name: text(1, 35),
    description: text(1, 140).optional(),
    background_color: text(4, 7)
      .regex(/^#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?$/)
      .optional(),
    long_description: text(175, 4000).optional(),
  }),
  features: z
    .strictObject({
      bot_user: z.strictObject({ display_name: text(1, 80), always_online: z.boolean().optional() }).optional(),
      shortcuts: z.array(shortcut).min(1).max(10).optional(),
      slash_commands: z.array(slashCommand).min(1).max(50).optional(),
    })
    .optional(),
  oauth_config: z
    .strictObject({
      scopes: z.strictObject({ bot: names.max(255).optional(), bot_optional: names.max(255).optional() }).optional(),
    })
    .optional(),
  settings: z
    .strictObject({
      event_subscriptions: z
        .strictObject({ request_url: requestUrl.optional(), bot_events: names.max(100).optional() })
        .optional(),
      interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: requestUrl.optional() }).optional(),
      org_deploy_enabled: z.boolean().optional(),
      socket_mode_enabled: z.boolean().optional(),
      token_rotation_enabled: z.boolean().optional(),
    })
    .optional(),
})

/** The keys that the schema knows at the top, where it does not say that it refuses others; a stranger there is a mistake. */
export const manifestKeys = ['_metadata', 'display_information', 'features', 'oauth_config', 'settings']
