import { render } from 'preact'
import { App } from './app'
import { startLooking } from './state'
import './admin.css'

render(<App />, document.getElementById('app')!)
startLooking()
