"""Sends requests to Flask-CORS or Starlette. Reads {library, configurations, requests} as JSON, and writes {version, answers}: the responses."""
import asyncio
import json
import sys

PATHS = ['/api/items', '/public/a', '/status']
METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']


def flask_of(options):
    from flask import Flask
    from flask_cors import CORS

    app = Flask('responses')
    for path in PATHS:
        app.add_url_rule(path, endpoint=path, view_func=lambda: ('', 200, {'x-proof': '1'}), methods=METHODS)
    CORS(app, **options)
    client = app.test_client()

    def send_request(method, path, headers):
        response = client.open(path, method=method, headers=headers)
        return {'status': response.status_code, 'headers': list(response.headers)}
    return send_request


def starlette_of(options):
    from starlette.middleware.cors import CORSMiddleware

    async def app(scope, receive, send):
        await send({'type': 'http.response.start', 'status': 200, 'headers': [(b'x-proof', b'1')]})

    middleware = CORSMiddleware(app, **options)

    def send_request(method, path, headers):
        sent = []

        async def send(message):
            sent.append(message)
        lines = [(name.lower().encode(), value.encode()) for name, value in headers]
        asyncio.run(middleware({'type': 'http', 'method': method, 'path': path, 'headers': lines}, None, send))
        return {'status': sent[0]['status'], 'headers': [[name.decode(), value.decode()] for name, value in sent[0]['headers']]}
    return send_request


def version_of(library):
    if library == 'flask':
        from flask_cors import __version__
    else:
        from starlette import __version__
    return __version__


def cors_only(response):
    headers = [[name.lower(), value] for name, value in response['headers'] if name.lower().startswith('access-control-') or name.lower() == 'x-proof']
    return [response['status'], headers]


given = json.load(sys.stdin)
answers = []
for options in given['configurations']:
    ask = (flask_of if given['library'] == 'flask' else starlette_of)(options)
    answers.append([cors_only(ask(*request)) for request in given['requests']])
json.dump({'version': version_of(given['library']), 'answers': answers}, sys.stdout)
