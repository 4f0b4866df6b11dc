import application from 'application'
import fastify from 'fastify'
import corsPlugin, { CorsPolicyError, validatePolicy } from 'fastify-cors-policy'
import * as tools from 'fastify-cors-policy/tools'

const again = () => import('fastify-cors-policy')

export default application({ fastify, corsPlugin, CorsPolicyError, validatePolicy, tools, again })
