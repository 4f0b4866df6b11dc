/** Figures → the picture of what the number of origins costs. The same figures give the same bytes. */
import { LineChart } from 'echarts/charts'
import { GridComponent, TitleComponent } from 'echarts/components'
import { init, use } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { RequestFigures } from './request.ts'

use([LineChart, GridComponent, TitleComponent, SVGRenderer])

export const PICTURE_FILE = new URL('origins.svg', import.meta.url)

/** Each differs from white and from nearly black, because the background of the picture is not known. */
const TEXT = '#7a818a'
const LINES = '#8885'
const SERIES = [
  { contender: 'plugin', name: 'fastify-cors-policy', color: '#2f81f7', symbol: 'circle' },
  { contender: '@fastify/cors', name: '@fastify/cors', color: '#db6d28', symbol: 'diamond' }
] as const

const NAMES = /\bzr\d+-[\w-]+/g

const axis = {
  type: 'log',
  axisLabel: { color: TEXT, fontSize: 13, formatter: (value: number) => value.toLocaleString('en-US') },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { lineStyle: { color: LINES } },
  nameTextStyle: { color: TEXT, fontSize: 13 },
  nameLocation: 'middle'
} as const

/** Draws what is added to an actual request, by the number of exact origins, as SVG. */
export function drawOrigins (origins: RequestFigures['origins']): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: 760, height: 380 })
  chart.setOption({
    animation: false,
    title: {
      text: 'What CORS adds to an actual request, by the number of exact origins',
      left: 'center',
      textStyle: { color: TEXT, fontSize: 15, fontWeight: 'normal' }
    },
    grid: { left: 70, right: 160, top: 45, bottom: 55 },
    xAxis: { ...axis, name: 'exact origins', nameGap: 32, min: 1 },
    yAxis: { ...axis, name: 'times what a hook with a Set adds', nameGap: 48 },
    series: SERIES.map(({ contender, name, color, symbol }) => ({
      type: 'line',
      name,
      data: origins.filter(row => row.contender === contender && !row.fromAny).map(({ origins, added }) => [origins, added.median]),
      symbol,
      symbolSize: 9,
      silent: true,
      color,
      lineStyle: { width: 2.5 },
      endLabel: { show: true, formatter: '{a}', color, fontSize: 13, distance: 10 }
    }))
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  // Names count on from chart to chart.
  const names = [...new Set(svg.match(NAMES))]
  return `${svg.replaceAll(NAMES, name => `n${names.indexOf(name)}`)}\n`
}
