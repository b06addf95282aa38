import { Workshop, Sshd } from './sshd.ts';
import { privateEtc } from './private-etc.ts';
import { openTcp } from '../../src/connection/tcp.ts';
import ssh2 from 'ssh2';
import { readFileSync } from 'node:fs';
const w = new Workshop();
const hk = [w.key('host'), w.key('hostr','rsa'), w.key('hoste','ecdsa')]; const uk = w.key('user');
const d = await Sshd.start(w, { hostKeys: hk, authorizedKeys: [w.publicKey(uk)], launcher: privateEtc(w, []) });
const content=readFileSync(uk);
try {
 for(let i=0;i<25;i++){
  const log:[number,string][]=[]; const t0=performance.now();
  const {socket,opened}=openTcp('127.0.0.1',d.port); await opened;
  const c=new ssh2.Client();
  await new Promise<void>(r=>{c.on('ready',r);c.connect({sock:socket,username:'root',algorithms:{serverHostKey:['ssh-ed25519']},authHandler:[{type:'publickey',username:'root',key:content}],debug:m=>log.push([performance.now()-t0,m.slice(0,60)])} as never)});
  await new Promise<void>(res=>{c.exec('exec /bin/sh -s',(e,ch)=>{ch.on('data',()=>{});ch.on('close',()=>res());ch.end('true\n')})});
  const l=log.filter(([,m])=>!/Handshake|Custom|Local ident|DEBUG|Debug/.test(m));
  const gaps=l.slice(1).map(([t,m],k)=>({gap:t-l[k]![0],from:l[k]![1],to:m})).sort((a,b)=>b.gap-a.gap).slice(0,3);
  console.log(l.at(-1)![0].toFixed(0), gaps.map(g=>`${g.gap.toFixed(0)}: ${g.from} -> ${g.to}`).join(' | '));
  c.end(); await new Promise(r=>setTimeout(r,30));
 }
} finally { await d.stop(); w.remove(); }
