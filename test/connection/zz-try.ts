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
 for(let i=0;i<6;i++){
  const log:string[]=[]; const t0=performance.now();
  const {socket,opened}=openTcp('127.0.0.1',d.port); await opened;
  const c=new ssh2.Client();
  await new Promise<void>(r=>{c.on('ready',r);c.connect({sock:socket,username:'root',algorithms:{serverHostKey:['ssh-ed25519']},authHandler:[{type:'publickey',username:'root',key:content}],debug:m=>log.push((performance.now()-t0).toFixed(1)+' '+m.slice(0,90))} as never)});
  await new Promise<void>(res=>{c.exec('true',(e,ch)=>{ch.on('data',()=>{});ch.on('close',()=>res());ch.end()})});
  log.push((performance.now()-t0).toFixed(1)+' done');
  c.end();
  if(i===5) console.log(log.filter(l=>!/Handshake: \(|Custom|Local ident/.test(l)).join('\n'));
 }
} finally { await d.stop(); w.remove(); }
