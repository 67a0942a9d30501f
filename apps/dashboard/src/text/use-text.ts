import type { Language } from '@accord/contract';
import { createContext, useContext } from 'react';
import type { Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

export const dictionaries: Readonly<Record<Language, Dictionary>> = { ko, en };

export const TextContext = createContext<Dictionary>(en);

export const useText = (): Dictionary => useContext(TextContext);
