/** Monaco's environment hook, which its types declare only for the full bundle. */
interface Window {
  MonacoEnvironment?: { getWorker(): Worker }
}
