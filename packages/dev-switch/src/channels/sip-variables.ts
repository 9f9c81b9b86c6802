import type { EndpointInfo } from '../endpoint.js';
import type { HeaderValue } from './switch-event.js';

type Values = Record<string, HeaderValue | null>;

/** `1001@127.0.0.1:7500` of `sip:1001@127.0.0.1:7500;transport=ws`. */
export function bareUri(uri: string): string {
  return uri.replace(/^<?sips?:/, '').replace(/[;>].*$/, '');
}

function parts(prefix: string, uri: string): Values {
  const bare = bareUri(uri);
  const [user, host] = bare.includes('@') ? (bare.split('@') as [string, string]) : ['', bare];
  const [name = '', port = ''] = host.split(':');
  return {
    [`${prefix}_user`]: user,
    [`${prefix}_port`]: port,
    [`${prefix}_uri`]: bare,
    [`${prefix}_host`]: name,
  };
}

function extraHeaders(info: EndpointInfo): Values {
  return Object.fromEntries(
    Object.entries(info.extraHeaders).map(([name, value]) => [`sip_h_${name}`, value]),
  );
}

/** The variables an INVITE brings, under the names mod_sofia gives them. */
export function inboundVariables(info: EndpointInfo, nowUs: number): Values {
  const from = `${info.fromUser}@${info.fromHost}`;
  const display = info.fromDisplay === null ? '' : `"${info.fromDisplay}" `;
  return {
    ...parts('sip_from', from),
    video_media_flow: 'disabled',
    text_media_flow: 'disabled',
    sip_call_id: info.callId,
    sip_local_network_addr: '127.0.0.1',
    sip_network_ip: info.networkAddress,
    sip_network_port: String(info.networkPort),
    sip_invite_stamp: String(nowUs),
    sip_received_ip: info.networkAddress,
    sip_received_port: String(info.networkPort),
    sip_via_protocol: info.transport,
    sip_from_user_stripped: info.fromUser,
    sip_from_tag: info.fromTag,
    sofia_profile_name: info.profile,
    sofia_profile_url: `sip:mod_sofia@${info.toHost}`,
    recovery_profile_name: info.profile,
    sip_full_via: info.via,
    sip_from_display: info.fromDisplay,
    sip_full_from: `${display}<sip:${from}>;tag=${info.fromTag}`,
    sip_full_to: `<sip:${info.toUser}@${info.toHost}>`,
    ...parts('sip_req', info.requestUri),
    ...parts('sip_to', `${info.toUser}@${info.toHost}`),
    ...parts('sip_contact', info.contactUri),
    sip_via_host: info.networkAddress,
    sip_via_port: String(info.networkPort),
    sip_user_agent: info.userAgent,
    max_forwards: '70',
    ...extraHeaders(info),
    switch_r_sdp: info.remoteSdp,
    ...codecVariables(info),
    endpoint_disposition: 'RECEIVED',
  };
}

function codecVariables(info: EndpointInfo): Values {
  return {
    ep_codec_string: `CORE_PCM_MODULE.${info.codec}@8000h@20i@64000b`,
    rtp_use_codec_string: 'PCMU,PCMA',
    remote_video_media_flow: 'inactive',
    remote_text_media_flow: 'inactive',
    remote_audio_media_flow: 'sendrecv',
    audio_media_flow: 'sendrecv',
    remote_media_ip: info.remoteMediaAddress,
    remote_media_port: info.remoteMediaPort === 0 ? null : String(info.remoteMediaPort),
    rtp_audio_recv_pt: info.codec === 'PCMU' ? '0' : '8',
    rtp_use_codec_name: info.codec,
    rtp_use_codec_rate: '8000',
    rtp_use_codec_ptime: '20',
    rtp_use_codec_channels: '1',
    rtp_last_audio_codec_string: `${info.codec}@8000h@20i@1c`,
    read_codec: info.codec,
    original_read_codec: info.codec,
    read_rate: '8000',
    original_read_rate: '8000',
    write_codec: info.codec,
    write_rate: '8000',
    dtmf_type: 'rfc2833',
  };
}

/** What an outbound leg carries before anybody answered. */
export function outboundVariables(info: EndpointInfo, channelName: string, gateway: string | null): Values {
  return {
    sip_gateway_name: gateway,
    sip_local_network_addr: '127.0.0.1',
    sip_profile_name: gateway === null ? info.profile : 'gateway',
    video_media_flow: 'disabled',
    text_media_flow: 'disabled',
    channel_name: channelName,
    sip_destination_url: `sip:${bareUri(info.requestUri)}`,
  };
}

/** What comes once the INVITE is on its way. */
export function outgoingInviteVariables(info: EndpointInfo): Values {
  return {
    rtp_use_codec_string: 'PCMU,PCMA',
    audio_media_flow: 'sendrecv',
    sip_req_uri: bareUri(info.requestUri),
    sip_to_host: info.toHost,
    sip_from_host: info.fromHost,
    sofia_profile_name: info.profile,
    recovery_profile_name: info.profile,
    sofia_profile_url: `sip:mod_sofia@${info.fromHost}`,
  };
}

/** What the far end's first reply adds. */
export function replyVariables(info: EndpointInfo): Values {
  return {
    sip_reply_host: info.networkAddress,
    sip_reply_port: String(info.networkPort),
    sip_network_ip: info.networkAddress,
    sip_network_port: String(info.networkPort),
    sip_call_id: info.callId,
    sip_full_via: info.via,
    sip_full_from: `<sip:${info.fromUser}@${info.fromHost}>;tag=${info.fromTag}`,
    sip_full_to: `<sip:${info.toUser}@${info.toHost}>`,
    ...parts('sip_from', `${info.fromUser}@${info.fromHost}`),
    ...parts('sip_to', `${info.toUser}@${info.toHost}`),
    ...parts('sip_contact', info.contactUri),
    sip_from_tag: info.fromTag,
  };
}

/** What an answer with media adds to an outbound leg. */
export function answerVariables(info: EndpointInfo): Values {
  return { switch_r_sdp: info.remoteSdp, ...codecVariables(info), ...mediaVariables(info) };
}

/** The RTP side of a leg whose media flows. */
export function mediaVariables(info: EndpointInfo): Values {
  return {
    rtp_use_timer_name: 'soft',
    rtp_use_pt: info.codec === 'PCMU' ? '0' : '8',
    rtp_2833_send_payload: '101',
    rtp_2833_recv_payload: '101',
    remote_media_ip: info.remoteMediaAddress,
    remote_media_port: info.remoteMediaPort === 0 ? null : String(info.remoteMediaPort),
  };
}
