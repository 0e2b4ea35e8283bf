export { default } from "../(employee)/not-found.tsx";
