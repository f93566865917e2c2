/**
 * What the desktop window's menus, tray, notifications and links ask of the page. They move it or run one of its actions; in a browser there
 * is no such window.
 */
import { pageActionName, type Bridge } from '../../src-shared/api/wire.ts'
import { currentActions } from '../keys/actions.ts'
import { addressOf, go, parseRoute } from '../routing/route.ts'

export const followWindow = (bridge: Bridge): void => {
  bridge.onEvent((name, data) => {
    if (name !== pageActionName || typeof data !== 'object' || data === null) return
    if ('go' in data) {
      // Read as any other address is: what is not known leads to the start.
      const id = 'id' in data ? String(data.id) : ''
      const route = parseRoute(`#/${String(data.go)}/${id}`)
      if (addressOf(route.place, route.id) !== location.hash) go(route.place, route.id)
    }
    if ('run' in data)
      currentActions()
        .find(action => action.id === data.run && action.enabled !== false)
        ?.run()
  })
}
