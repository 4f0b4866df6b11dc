/** Origins that all apps of a framework share, because their pages are part of the app. */

/** Origin → framework. */
export const FRAMEWORK_ORIGINS: ReadonlyMap<string, string> = new Map([
  ['capacitor://localhost', 'Capacitor'],
  ['ionic://localhost', 'Ionic'],
  // On Android. Capacitor used `http://localhost` before version 6.
  ['http://localhost', 'Capacitor and Ionic'],
  ['https://localhost', 'Capacitor and Cordova'],
  ['app://localhost', 'Cordova'],
  ['tauri://localhost', 'Tauri'],
  // On Windows and Android.
  ['http://tauri.localhost', 'Tauri'],
  ['https://tauri.localhost', 'Tauri'],
  ['wails://wails', 'Wails'],
  ['http://wails.localhost', 'Wails'],
  ['https://appassets.androidplatform.net', 'the asset loader of Android']
])
