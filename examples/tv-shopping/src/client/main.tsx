import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@callweave/react-widgets/styles.css';
import './page.css';
import { App } from './app.js';
import { SettingsProvider } from './shell/settings.js';

const place = document.getElementById('app');
if (place === null) throw new Error('index.html has no #app');
createRoot(place).render(
  <StrictMode>
    <SettingsProvider>
      <App />
    </SettingsProvider>
  </StrictMode>,
);
