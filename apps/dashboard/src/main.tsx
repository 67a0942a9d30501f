import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/frame.css';
import './styles/composer.css';
import './styles/reading.css';
import './styles/wheel.css';
import './styles/brief.css';
import './styles/decision.css';
import './styles/operations.css';
import './styles/similar.css';
import './styles/modes.css';
import './styles/spend.css';
import './styles/formula.css';
import './styles/formula-sheet.css';
import './styles/pair.css';
import './styles/shelf.css';
import './styles/runs.css';
import './styles/memory.css';

// A wish is a deliberate act: nothing is sent again unless a person asks.
const client = new QueryClient({
  defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false } },
});

const root = document.getElementById('root');
if (root === null) throw new Error('index.html lacks #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <App />
    </QueryClientProvider>
  </StrictMode>,
);
