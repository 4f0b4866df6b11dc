const application = require('application')
const fastify = require('fastify')
const corsPlugin = require('fastify-cors-policy')
const { CorsPolicyError, validatePolicy } = require('fastify-cors-policy')
const tools = require('fastify-cors-policy/tools')

const again = () => import('fastify-cors-policy')

module.exports = application({ fastify, corsPlugin, CorsPolicyError, validatePolicy, tools, again })
