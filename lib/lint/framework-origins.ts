/** Origins that all apps made with a framework have, as their pages come out of the app itself. */

/** Origin → who makes apps with it. */
export const FRAMEWORK_ORIGINS: ReadonlyMap<string, string> = new Map([
  ['capacitor://localhost', 'Capacitor'],
  ['ionic://localhost', 'Ionic'],
  // On Android, the first also before Capacitor 6.
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
