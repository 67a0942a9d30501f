import { openAccord } from '@accord/host'; import { serverKnobs } from '@accord/server/declarations';
import { SHORT_WISHES, wishesOf } from './briefs/wishes.mjs';
import fs from 'node:fs'; fs.rmSync('/tmp/d4',{recursive:true,force:true});
const accord=await openAccord({env:{APP_ENV:'production',ACCORD_DATA_DIR:'/tmp/d4'},appKnobs:[serverKnobs]});
const route=accord.routes[0]; const texts=process.argv[2]==='300'?wishesOf(300,300):SHORT_WISHES; 
let n=0; const end=performance.now()+7000; while(performance.now()<end){ await route.handle({text:texts[n%texts.length]},{runtime:accord.runtime}); if(++n%64===0) await new Promise(setImmediate);} console.log(n, 7e6/n);
await accord.close();
